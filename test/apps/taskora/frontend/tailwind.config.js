/** @type {import('tailwindcss').Config} */
export default {
  content: ['./src/**/*.tsx'],
  theme: { extend: { colors: { accent: '#0f766e', warn: '#a3241b' } } },
};
