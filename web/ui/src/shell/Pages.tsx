import { useEffect } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { MachinePage } from '../machine/MachinePage';
import { MachinesPage } from '../machines/MachinesPage';
import { follow } from '../stream';
import { Shell } from './Shell';

/** The pages of whoever is logged in, and the stream that feeds them. */
export function Pages() {
  useEffect(follow, []);
  return (
    <Shell>
      <Routes>
        <Route path="/machines" element={<MachinesPage />} />
        <Route path="/machines/:host/:uuid/:tab?" element={<MachinePage />} />
        <Route path="*" element={<Navigate to="/machines" replace />} />
      </Routes>
    </Shell>
  );
}
