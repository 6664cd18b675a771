/** The languages. One more language is one more file in {@code locales}. */
import i18n, { type ParseKeys } from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './locales/en.json';
import vi from './locales/vi.json';
import { recall, remember } from './preferences';

export const LANGUAGES = { en: 'English', vi: 'Tiếng Việt' } as const;
export type Language = keyof typeof LANGUAGES;
export type TextKey = ParseKeys;

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

const known = (tag: string | undefined): tag is Language => tag !== undefined && tag in LANGUAGES;

export function startI18n(): void {
  const asked = [recall('language'), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  void i18n.use(initReactI18next).init({
    resources: { en: { translation: en }, vi: { translation: vi } },
    lng: asked.find(known) ?? 'en',
    fallbackLng: 'en',
    interpolation: { escapeValue: false }, // React escapes
  });
  document.documentElement.lang = i18n.language;
}

export function speak(language: Language): void {
  remember('language', language);
  document.documentElement.lang = language;
  void i18n.changeLanguage(language);
}

export { i18n };

/** A text whose key is only known here as one of all: which places it has is then not checked by the compiler. */
export function textOf(key: TextKey, names: Record<string, string> = {}): string {
  return (i18n.t as (key: string, names: Record<string, string>) => string)(key, names);
}
