import { adnanh } from "./adnanh.mjs";
import { bare } from "./bare.mjs";
import { bullmq, bullmqAccept } from "./bullmq.mjs";
import { celery, celeryAccept } from "./celery.mjs";
import { accept, acceptLog, acceptSearch, life } from "./hookinbox.mjs";
import { sqliteEach } from "./sqlite-each.mjs";

/** In the order in which a round runs them: those that are compared stand near each other in time. */
export const contestants = [
  bare,
  accept,
  bullmqAccept,
  celeryAccept,
  adnanh,
  life,
  bullmq,
  celery,
  acceptLog,
  acceptSearch,
  sqliteEach,
];
