import adapter from "@sveltejs/adapter-node";

// Senders have no origin: without this SvelteKit refuses those that send forms.
export default { kit: { adapter: adapter(), csrf: { trustedOrigins: ["*"] } } };
