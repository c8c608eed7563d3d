// Compiled into every C++ file of a native package under Node 24 (see install.mjs).
//
// Since 24.19 the headers of Node 24 let ~ObjectWrap remove a cleanup hook through a call that aborts the process
// when the garbage collector runs outside of a context (nodejs/node issue 65446); better-sqlite3 12 derives its
// statements from ObjectWrap. Without the two calls ObjectWrap is what it was up to 24.18 and is in Node 20 and 22.
#ifndef LOCKERD_OBJECT_WRAP_H
#define LOCKERD_OBJECT_WRAP_H
#include <node.h>

namespace node {
inline void lockerd_no_hook(v8::Isolate*, void (*)(void*), void*) {}
}  // namespace node

#define AddEnvironmentCleanupHook lockerd_no_hook
#define RemoveEnvironmentCleanupHook lockerd_no_hook
#include <node_object_wrap.h>
#undef AddEnvironmentCleanupHook
#undef RemoveEnvironmentCleanupHook
#endif
