/** Who may log in to jvirtd with a password: {@link jvirt.cli.login.LoginCommands}. */
package jvirt.cli.login;
