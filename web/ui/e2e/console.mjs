// Plays the console in a real browser: node e2e/console.mjs ADDRESS PASSWORD MACHINE FOLDER. The machine is defined and off, its guest has a
// shell on its first serial port; `start` on standard input means that somebody else has started it. Exit 0, or what was not there.
import { chromium } from 'playwright-core';
import { once } from 'node:events';

const [address, password, machine, folder] = process.argv.slice(2);
const PATIENCE = 120_000;
const SIZES = [{ width: 1440, height: 900 }, { width: 390, height: 844 }];
const PAGES = ['machines', 'storage', 'networks', 'topology', 'hosts', 'accounts', 'audit'];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage({ ignoreHTTPSErrors: true, viewport: SIZES[0] });
page.setDefaultTimeout(PATIENCE);
const faults = [];
page.on('pageerror', (error) => faults.push(String(error)));
page.on('console', (message) => { if (/Content Security Policy/i.test(message.text())) faults.push(message.text()); });

async function logIn() {
  await page.goto(address);
  await page.getByRole('textbox', { name: 'Name' }).fill('admin');
  await page.locator('input[type=password]').fill('wrong password');
  await page.keyboard.press('Enter');
  await page.getByText('Check both and try again.', { exact: false }).waitFor();
  await page.locator('input[type=password]').fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: machine }).waitFor();
}

/** What another client does shows without a reload. */
async function seeItStart() {
  console.log('ready');
  await once(process.stdin, 'data');
  await page.getByRole('row', { name: machine }).getByText('Running', { exact: true }).waitFor();
}

async function seeTheScreen() {
  await page.getByRole('link', { name: machine }).click();
  await page.getByRole('tab', { name: 'Console' }).click();
  await page.waitForFunction(() => {
    const screen = document.querySelector('canvas');
    if (!screen || screen.getBoundingClientRect().width === 0) return false;
    return screen.getContext('2d').getImageData(0, 0, screen.width, screen.height).data.some((value, i) => i % 4 < 3 && value > 0);
  });
  await page.screenshot({ path: `${folder}/console.png` });
}

async function typeOnTheSerialLine() {
  await page.getByRole('tab', { name: 'Serial' }).click();
  const terminal = page.getByTestId('terminal');
  await terminal.waitFor();
  for (const end = Date.now() + PATIENCE; !(await terminal.textContent()).includes('typed');) {
    if (Date.now() > end) throw new Error(`the guest did not answer: ${await terminal.textContent()}`);
    await terminal.click();
    await page.keyboard.type("echo ty''ped\n", { delay: 20 });
    await page.waitForTimeout(1000);
  }
  await page.screenshot({ path: `${folder}/serial.png` });
}

async function lookAtEveryPage() {
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const size of SIZES) {
      await page.setViewportSize(size);
      for (const name of PAGES) {
        await page.goto(`${address}#/${name}`);
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        await page.waitForTimeout(300);
        await page.screenshot({ path: `${folder}/${name}-${size.width}-${scheme}.png` });
      }
    }
  }
}

try {
  await logIn();
  await seeItStart();
  await seeTheScreen();
  await typeOnTheSerialLine();
  await lookAtEveryPage();
  if (faults.length > 0) throw new Error(faults.join('\n'));
} finally {
  await page.screenshot({ path: `${folder}/last.png` });
  await browser.close();
}
process.exit(0);
