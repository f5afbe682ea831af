import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The admin listener that `npx vite` in this folder asks; `npm start` runs one there. */
const ADMIN = process.env.HOOKINBOX_ADMIN ?? "http://127.0.0.1:8421";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    outDir: "../dist/dashboard",
    emptyOutDir: true,
    // What shipped by the middle of 2024 and knows light-dark().
    target: ["chrome123", "firefox120", "safari17.5"],
    // The policy of the page takes no data: URL for a font, and one file more costs nothing.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      "/api": {
        target: ADMIN,
        changeOrigin: true,
        // The admin listener answers pages of its own origin only.
        configure: (proxy) => proxy.on("proxyReq", (request) => request.removeHeader("origin")),
      },
    },
  },
});
