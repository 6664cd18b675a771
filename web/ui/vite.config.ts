import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Relative and without inlining: the page works below any path, and its policy allows no inline code, style or font. */
export default defineConfig({
  base: './',
  plugins: [react()],
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1200 },
  server: { proxy: { '/api': { target: process.env['JVIRT_WEB'] ?? 'https://localhost:8443', ws: true, secure: false } } },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
});
