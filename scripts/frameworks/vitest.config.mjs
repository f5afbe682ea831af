import base from "../../vitest.config.ts";

// Apart from the suite that is run by everybody: what it judges has to be installed and built before.
export default {
  ...base,
  test: {
    ...base.test,
    include: ["scripts/frameworks/*.test.ts"],
    server: { deps: { external: [/\/dist\//, /\/hookinbox-frameworks\//] } },
  },
};
