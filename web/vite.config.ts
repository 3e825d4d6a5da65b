import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";

// Neither says that its modules do nothing but export; without this the whole library is in the first load (60 kB gzipped more).
const ONLY_EXPORTS = /@digdir\/designsystemet-react|@floating-ui\/react|@navikt\/aksel-icons|@tanstack\/react-virtual/;

// The worker is ours, in `src/worker/`; this one only writes into it which files there are. `tests/browser/icons.py` draws the icons.
const installable = VitePWA({
  strategies: "injectManifest",
  srcDir: "src/worker",
  filename: "worker.ts",
  injectRegister: false,
  includeManifestIcons: false, // the pattern below has them
  injectManifest: { globPatterns: ["index.html", "*.png", "assets/*"] },
  manifest: {
    id: "/",
    name: "Nærværslos",
    short_name: "Nærværslos",
    description: "Leder kontaktlæreren gjennom skolens rutine for bekymringsfullt fravær.",
    lang: "nb",
    start_url: "/",
    scope: "/",
    display: "standalone",
    theme_color: "#0b5a66",
    background_color: "#f2f4f4",
    icons: [
      { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "/icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
  },
});

export default defineConfig({
  plugins: [react(), installable],
  build: {
    target: "es2022",
    assetsInlineLimit: 0, // the policy of the pages lets nothing inline through
    modulePreload: { polyfill: false },
    rolldownOptions: {
      treeshake: { moduleSideEffects: (id) => !ONLY_EXPORTS.test(id) },
    },
  },
});
