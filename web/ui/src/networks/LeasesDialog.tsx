import { Modal, ModalBody, ModalHeader } from '@patternfly/react-core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { networks } from '../api/calls';
import type { Network } from '../api/types';
import { moment } from '../format';
import { Loading } from '../parts/Loading';
import { Table } from '../parts/Table';
import { useLoaded } from '../parts/useLoaded';

export function LeasesDialog({ network, onClose }: { network: Network; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { host, uuid } = network;
  const { loaded, again } = useLoaded(useCallback(() => networks.leases({ host, uuid }), [host, uuid]));
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="leases-title">
      <ModalHeader title={t('networks.leasesOf', { name: network.name })} labelId="leases-title" />
      <ModalBody>
        <Loading of={loaded} again={again}>
          {(list) => (
            <Table label={t('networks.leasesOf', { name: network.name })} items={list} keyOf={(lease) => lease.mac + lease.address} nothing={t('networks.noLeases')} columns={[
              { label: t('networks.address'), cell: (lease) => lease.address },
              { label: 'MAC', cell: (lease) => lease.mac },
              { label: t('networks.hostname'), cell: (lease) => <span className="jv-wrap">{lease.hostname ?? ''}</span> },
              { label: t('networks.expires'), cell: (lease) => moment(lease.expires * 1000, i18n.language) },
            ]} />
          )}
        </Loading>
      </ModalBody>
    </Modal>
  );
}
