import { useEffect } from 'react';
import { Navigate, Route, Routes } from 'react-router';
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
        <Route path="*" element={<Navigate to="/machines" replace />} />
      </Routes>
    </Shell>
  );
}
