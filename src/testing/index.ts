export { type MadeSample, makeSample, type SampleChanges } from "../samples/make.ts";
export { type SignedRequest, type SignOptions, sign } from "../verify/sign/sign.ts";
export { type FakeClock, fakeClock } from "./fake-clock.ts";
export { assertHandled, type HandledOptions } from "./handled.ts";
export {
  type DeliveredEvent,
  type DeliverOptions,
  type TestEvent,
  type TestInbox,
  type TypedTestInbox,
  testInbox,
} from "./test-inbox.ts";
export { type WaitOptions, waitFor } from "./wait-for.ts";
