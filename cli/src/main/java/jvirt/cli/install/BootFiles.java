package jvirt.cli.install;

import java.util.Optional;

/**
 * What an installation boots from: files where the daemon's QEMU can read them.
 *
 * @param arguments the kernel's command line
 */
record BootFiles(String kernel, Optional<String> initrd, String arguments) {}
