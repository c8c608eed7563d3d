import { EVENT_TYPES } from '../../../config/event-types';
import type { EventType } from '../../../firmware/core/events';

type Listed = (typeof EVENT_TYPES)[number];

/** Types only: an event that a site file can't name, or one that does not exist, does not compile here. */
const unlisted: Record<Exclude<EventType, Listed>, never> = {};
const unknown: Record<Exclude<Listed, EventType>, never> = {};

test('a site file can name every event, each once', () => {
  expect([unlisted, unknown]).toEqual([{}, {}]);
  expect(new Set(EVENT_TYPES).size).toBe(EVENT_TYPES.length);
});
