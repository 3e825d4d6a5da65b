import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Neither says that its modules do nothing but export; without this the whole library is in the first load (60 kB gzipped more).
const ONLY_EXPORTS = /@digdir\/designsystemet-react|@floating-ui\/react|@navikt\/aksel-icons|@tanstack\/react-virtual/;

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0, // the policy of the pages lets nothing inline through
    modulePreload: { polyfill: false },
    rolldownOptions: {
      treeshake: { moduleSideEffects: (id) => !ONLY_EXPORTS.test(id) },
    },
  },
});
