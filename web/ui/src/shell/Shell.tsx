import {
  Alert, Masthead, MastheadBrand, MastheadContent, MastheadMain, MastheadToggle, Nav, NavItem, NavList, Page, PageSidebar,
  PageSidebarBody, PageToggleButton, SkipToContent, Toolbar, ToolbarContent, ToolbarGroup, ToolbarItem,
} from '@patternfly/react-core';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import type { TextKey } from '../i18n';
import { logOut, useMay, useSession } from '../login';
import { Menu } from '../parts/Menu';
import { PasswordDialog } from '../people/PasswordDialog';
import { useStore } from '../store';
import { attempt } from '../toasts';
import { Brand } from './LoginPage';
import { LanguageSwitch, ThemeSwitch } from './Switches';

const PLACES: { to: string; label: TextKey; admin?: boolean }[] = [
  { to: '/machines', label: 'nav.machines' },
  { to: '/storage', label: 'nav.storage' },
  { to: '/networks', label: 'nav.networks' },
  { to: '/topology', label: 'nav.topology' },
  { to: '/hosts', label: 'nav.hosts' },
  { to: '/accounts', label: 'nav.accounts', admin: true },
  { to: '/audit', label: 'nav.audit', admin: true },
];
const CONTENT_ID = 'content';
/** PatternFly's breakpoint xl: from there on the sidebar stands beside the page. */
const WIDE = '(min-width: 75rem)';

export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(() => matchMedia(WIDE).matches);
  const { pathname } = useLocation();
  useEffect(() => {
    if (!matchMedia(WIDE).matches) setOpen(false);
  }, [pathname]);
  return (
    <Page mainContainerId={CONTENT_ID} isContentFilled masthead={<Top open={open} onToggle={() => { setOpen(!open); }} />}
      sidebar={<Side open={open} pathname={pathname} />}
      skipToContent={<SkipToContent href={`#${CONTENT_ID}`} onClick={focusContent}>{t('shell.skip')}</SkipToContent>}>
      <StreamNote />
      {children}
    </Page>
  );
}

/** The hash is the router's, so the link moves the focus by hand. */
function focusContent(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById(CONTENT_ID)?.focus();
}

function Top({ open, onToggle }: { open: boolean; onToggle: () => void }) {
  const { t } = useTranslation();
  return (
    <Masthead>
      <MastheadMain>
        <MastheadToggle>
          <PageToggleButton isHamburgerButton aria-label={t('shell.menu')} isSidebarOpen={open} onSidebarToggle={onToggle} />
        </MastheadToggle>
        <MastheadBrand><Link to="/machines" className="jv-plain-link"><Brand /></Link></MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <Toolbar isFullHeight isStatic>
          <ToolbarContent>
            <ToolbarGroup align={{ default: 'alignEnd' }} gap={{ default: 'gapSm' }}>
              <ToolbarItem><LanguageSwitch /></ToolbarItem>
              <ToolbarItem><ThemeSwitch /></ToolbarItem>
              <ToolbarItem><WhoAmI /></ToolbarItem>
            </ToolbarGroup>
          </ToolbarContent>
        </Toolbar>
      </MastheadContent>
    </Masthead>
  );
}

function WhoAmI() {
  const { t } = useTranslation();
  const { user } = useSession();
  const [changing, setChanging] = useState(false);
  const entries = [
    { label: t('accounts.password'), run: () => { setChanging(true); } },
    { label: t('shell.logOut'), run: () => { void attempt('shell.loggingOut', logOut); } },
  ];
  return (
    <>
      <Menu name={t('shell.user', { name: user.name })} text={user.name} entries={entries} />
      {changing && <PasswordDialog onClose={() => { setChanging(false); }} />}
    </>
  );
}

function Side({ open, pathname }: { open: boolean; pathname: string }) {
  const { t } = useTranslation();
  const admin = useMay('admin');
  return (
    <PageSidebar isSidebarOpen={open}>
      <PageSidebarBody>
        <Nav aria-label={t('shell.navigation')}>
          <NavList>
            {PLACES.filter((place) => admin || !place.admin).map(({ to, label }) => (
              <NavItem key={to} isActive={pathname.startsWith(to)}><Link to={to}>{t(label)}</Link></NavItem>
            ))}
          </NavList>
        </Nav>
      </PageSidebarBody>
    </PageSidebar>
  );
}

function StreamNote() {
  const { t } = useTranslation();
  const lost = useStore((state) => state.stream === 'lost');
  return lost ? <Alert isInline variant="warning" title={t('shell.lost')}>{t('shell.lostHint')}</Alert> : null;
}
