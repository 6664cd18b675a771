import { Button, FormSelect, FormSelectOption } from '@patternfly/react-core';
import MoonIcon from '@patternfly/react-icons/dist/esm/icons/moon-icon';
import SunIcon from '@patternfly/react-icons/dist/esm/icons/sun-icon';
import { useTranslation } from 'react-i18next';
import { LANGUAGES, speak, type Language } from '../i18n';
import { toggleTheme, useDark } from '../theme';

export function ThemeSwitch() {
  const { t } = useTranslation();
  const dark = useDark();
  return (
    <Button variant="plain" aria-label={dark ? t('shell.light') : t('shell.dark')} icon={dark ? <SunIcon /> : <MoonIcon />}
      onClick={toggleTheme} />
  );
}

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <FormSelect aria-label={t('shell.language')} className="jv-language" value={i18n.language}
      onChange={(_, value) => { speak(value as Language); }}>
      {Object.entries(LANGUAGES).map(([tag, name]) => <FormSelectOption key={tag} value={tag} label={name} />)}
    </FormSelect>
  );
}
