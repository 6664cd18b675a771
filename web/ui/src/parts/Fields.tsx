import {
  Checkbox, FormGroup, FormHelperText, FormSelect, FormSelectOption, HelperText, HelperTextItem, NumberInput, TextArea, TextInput,
} from '@patternfly/react-core';
import { useId } from 'react';

interface Named<T> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  help?: string | undefined;
  /** What is wrong with the value, if anything. */
  wrong?: string | undefined;
  required?: boolean;
}

function Help({ help, wrong }: { help?: string | undefined; wrong?: string | undefined }) {
  const text = wrong ?? help;
  if (!text) return null;
  return (
    <FormHelperText>
      <HelperText><HelperTextItem variant={wrong ? 'error' : 'default'}>{text}</HelperTextItem></HelperText>
    </FormHelperText>
  );
}

export function TextField({ label, value, onChange, help, wrong, required = false, type = 'text', placeholder, autoFocus = false, list }: Named<string>
  & { type?: 'text' | 'password' | 'url'; placeholder?: string; autoFocus?: boolean; list?: readonly string[] }) {
  const id = useId();
  return (
    <FormGroup label={label} fieldId={id} isRequired={required}>
      <TextInput id={id} type={type} value={value} placeholder={placeholder} onChange={(_, next) => { onChange(next); }} autoFocus={autoFocus}
        isRequired={required} validated={wrong ? 'error' : 'default'} autoComplete={type === 'password' ? 'new-password' : 'off'}
        {...(list ? { list: `${id}-list` } : {})} />
      {list && <datalist id={`${id}-list`}>{list.map((each) => <option key={each} value={each} />)}</datalist>}
      <Help help={help} wrong={wrong} />
    </FormGroup>
  );
}

export function LongTextField({ label, value, onChange, help, wrong, rows = 4 }: Named<string> & { rows?: number }) {
  const id = useId();
  return (
    <FormGroup label={label} fieldId={id}>
      <TextArea id={id} value={value} rows={rows} onChange={(_, next) => { onChange(next); }} spellCheck={false} resizeOrientation="vertical"
        validated={wrong ? 'error' : 'default'} />
      <Help help={help} wrong={wrong} />
    </FormGroup>
  );
}

export function NumberField({ label, value, onChange, help, wrong, min = 1, max, step = 1, unit }: Named<number>
  & { min?: number; max?: number | undefined; step?: number; unit?: string }) {
  const id = useId();
  const limit = (next: number) => Math.min(Math.max(next, min), max ?? Number.MAX_SAFE_INTEGER);
  return (
    <FormGroup label={label} fieldId={id}>
      <NumberInput inputProps={{ id }} inputName={label} inputAriaLabel={label} value={value} min={min} {...(max === undefined ? {} : { max })} unit={unit}
        minusBtnAriaLabel={`${label} −`} plusBtnAriaLabel={`${label} +`} widthChars={7}
        onMinus={() => { onChange(limit(value - step)); }} onPlus={() => { onChange(limit(value + step)); }}
        onChange={(event) => { onChange(Number(event.currentTarget.value)); }} onBlur={() => { onChange(limit(value)); }} />
      <Help help={help} wrong={wrong} />
    </FormGroup>
  );
}

export function ChoiceField<T extends string>({ label, value, onChange, help, wrong, options }: Named<T> & { options: readonly (readonly [T, string])[] }) {
  const id = useId();
  return (
    <FormGroup label={label} fieldId={id}>
      <FormSelect id={id} value={value} onChange={(_, next) => { onChange(next as T); }}>
        {options.map(([each, text]) => <FormSelectOption key={each} value={each} label={text} />)}
      </FormSelect>
      <Help help={help} wrong={wrong} />
    </FormGroup>
  );
}

export function YesNoField({ label, value, onChange, help }: Named<boolean>) {
  const id = useId();
  return <Checkbox id={id} label={label} isChecked={value} description={help} onChange={(_, next) => { onChange(next); }} />;
}
