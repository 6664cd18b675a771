import { Button, Label, PageSection, Stack, StackItem, Title } from '@patternfly/react-core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { audit } from '../api/calls';
import { moment } from '../format';
import { Loading } from '../parts/Loading';
import { Table } from '../parts/Table';
import { useLoaded } from '../parts/useLoaded';

const SHOWN = 200;
const COLORS = { ok: 'green', denied: 'orange', failed: 'red' } as const;

export default function AuditPage() {
  const { t, i18n } = useTranslation();
  const { loaded, again } = useLoaded(useCallback(() => audit.list(SHOWN), []));
  return (
    <PageSection isFilled>
      <Stack hasGutter>
        <StackItem><Title headingLevel="h1">{t('nav.audit')}</Title></StackItem>
        <StackItem><Button variant="secondary" onClick={again}>{t('audit.reload')}</Button></StackItem>
        <StackItem>
          <Loading of={loaded} again={again}>
            {(entries) => (
              <Table label={t('nav.audit')} items={entries.map((entry, at) => ({ ...entry, key: String(at) }))} keyOf={(entry) => entry.key} nothing={t('audit.none')} columns={[
                { label: t('audit.at'), cell: (entry) => <span className="jv-num">{moment(entry.at, i18n.language)}</span> },
                { label: t('audit.who'), cell: (entry) => <span className="jv-wrap">{entry.who}</span> },
                { label: t('audit.from'), cell: (entry) => entry.from },
                { label: t('audit.what'), cell: (entry) => entry.what },
                { label: t('audit.target'), cell: (entry) => <span className="jv-wrap">{entry.target}</span> },
                { label: t('audit.outcome'), cell: (entry) => <Label isCompact color={COLORS[entry.outcome]}>{t(`audit.outcomes.${entry.outcome}`)}</Label> },
                { label: t('audit.detail'), cell: (entry) => <span className="jv-wrap">{entry.detail ?? ''}</span> },
              ]} />
            )}
          </Loading>
        </StackItem>
      </Stack>
    </PageSection>
  );
}
