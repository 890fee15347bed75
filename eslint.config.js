import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["**/node_modules", ".venv", ".tools", "static"] },
  js.configs.recommended,
  {
    files: ["ui/**/*.js"],
    languageOptions: { globals: { ...globals.browser, STYLE: "readonly", SETTINGS: "readonly" } },
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      complexity: ["error", 20],
      "no-restricted-properties": ["error", { property: "innerHTML", message: "Text of people goes through textContent." }],
    },
  },
  { files: ["tests/js/**/*.js"], languageOptions: { globals: globals.node } },
];
