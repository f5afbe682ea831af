import base from "../../vitest.config.ts";

// Apart from the suite that is run by everybody: what it judges has to be installed and built before.
const [, shared] = base.test.projects;

export default {
  plugins: shared.plugins,
  test: {
    ...shared.test,
    name: "frameworks",
    include: ["scripts/frameworks/*.test.ts"],
    server: { deps: { external: [/\/dist\//, /\/hookinbox-frameworks\//] } },
  },
};
