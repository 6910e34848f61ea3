// SPDX-License-Identifier: Apache-2.0
import type { Noun } from '../../program/verb.ts';

export const jobs: Noun = {
  verbs: {
    submit: async () => (await import('./submit.ts')).submit,
    run: async () => (await import('./run.ts')).run,
    list: async () => (await import('./list.ts')).list,
    queue: async () => (await import('./queue.ts')).queue,
    show: async () => (await import('./show.ts')).show,
    why: async () => (await import('./why.ts')).why,
    wait: async () => (await import('./wait.ts')).wait,
    attempts: async () => (await import('./attempts.ts')).attempts,
    logs: async () => (await import('./logs.ts')).logs,
    results: async () => (await import('../results/show.ts')).show,
    cancel: async () => (await import('./cancel.ts')).cancel,
    fail: async () => (await import('./fail.ts')).fail,
    update: async () => (await import('./update.ts')).update,
    hold: async () => (await import('./hold.ts')).hold,
    priority: async () => (await import('./priority.ts')).priority,
    comment: async () => (await import('./comment.ts')).comment,
    comments: async () => (await import('./comments.ts')).comments,
    attach: async () => (await import('./attach.ts')).attach,
    attachments: async () => (await import('./attachments.ts')).attachments,
    'tag-failure': async () => (await import('./tag-failure.ts')).tagFailure,
    keep: async () => (await import('./keep.ts')).keep,
    retention: async () => (await import('./retention.ts')).retention,
    resubmit: async () => (await import('./resubmit.ts')).resubmit,
    deliveries: async () => (await import('./deliveries.ts')).deliveries,
    definition: async () => (await import('./definition.ts')).definition,
    validate: async () => (await import('./validate.ts')).validate,
    translate: async () => (await import('./translate.ts')).translate,
  },
};
