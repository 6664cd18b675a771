/**
 * Migrations for clients and for other daemons: {@link jvirt.daemon.migration.MigrationCalls} answers both, {@link
 * jvirt.daemon.migration.RemoteDestination} is this daemon as a client of another's. What is asked for travels as named values,
 * {@link jvirt.daemon.migration.Parameters}.
 */
package jvirt.daemon.migration;
