import { Argument } from 'commander';
import { bashCompletion } from '../completion/bash';
import { commandTree } from '../completion/tree';
import { WORDS } from '../completion/words';
import { zshCompletion } from '../completion/zsh';
import type { Commands } from '../context';

export const completionCommands: Commands = (program, context) => {
  program
    .command('completion')
    .description('a script that lets your shell complete commands, options and compartments')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh']))
    .action((shell: 'bash' | 'zsh') => {
      const tree = commandTree(program);
      const script = shell === 'bash' ? bashCompletion(tree) : zshCompletion(tree);
      context.show({ shell, script }, () => script);
    });

  // Called by these scripts.
  program
    .command('complete', { hidden: true })
    .addArgument(new Argument('<kind>').choices(Object.keys(WORDS)))
    .action(async (kind: keyof typeof WORDS) => {
      const words = await WORDS[kind](context.client());
      context.show(words, () => words.map((word) => `${word}\n`).join(''));
    });
};
