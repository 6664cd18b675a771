import {
  Alert, Button, Card, CardBody, CardTitle, Flex, Form, FormGroup, Stack, StackItem, TextInput,
} from '@patternfly/react-core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client';
import { logIn } from '../login';
import { hintOf, whyOf } from '../toasts';
import { LanguageSwitch, ThemeSwitch } from './Switches';

export function LoginPage() {
  const { t } = useTranslation();
  return (
    <main className="jv-login">
      <Stack hasGutter className="jv-login-box">
        <StackItem>
          <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }}>
            <Brand />
            <Flex flexWrap={{ default: 'nowrap' }}><LanguageSwitch /><ThemeSwitch /></Flex>
          </Flex>
        </StackItem>
        <StackItem>
          <Card>
            <CardTitle component="h1">{t('login.title')}</CardTitle>
            <CardBody><LoginForm /></CardBody>
          </Card>
        </StackItem>
      </Stack>
    </main>
  );
}

export function Brand() {
  return <span className="jv-brand"><img src="./icon.svg" alt="" width="28" height="28" /> jvirt</span>;
}

function LoginForm() {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      await logIn(name, password);
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  const wrong = failure instanceof ApiError && failure.body.status === 401;
  return (
    <Form onSubmit={(event) => { void submit(event); }}>
      {failure !== undefined && (
        <Alert isInline variant="danger" title={wrong ? t('login.wrong') : whyOf(failure)}>
          {wrong ? t('login.wrongHint') : hintOf(failure)}
        </Alert>
      )}
      <FormGroup label={t('login.name')} fieldId="login-name" isRequired>
        <TextInput id="login-name" value={name} onChange={(_, value) => { setName(value); }} autoComplete="username" autoFocus isRequired />
      </FormGroup>
      <FormGroup label={t('login.password')} fieldId="login-password" isRequired>
        <TextInput id="login-password" type="password" value={password} onChange={(_, value) => { setPassword(value); }} autoComplete="current-password" isRequired />
      </FormGroup>
      <Button type="submit" isBlock isLoading={busy} isDisabled={busy || name === '' || password === ''}>{t('login.submit')}</Button>
    </Form>
  );
}
