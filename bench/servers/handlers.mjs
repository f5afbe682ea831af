// The empty handler: what remains is the cost of an event's life.
export default { github: { "issues.opened": async () => {} } };
