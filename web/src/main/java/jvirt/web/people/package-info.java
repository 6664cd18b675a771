/**
 * Who may ask for what: {@link jvirt.web.people.Accounts} and their {@link jvirt.web.people.Role}, the {@link
 * jvirt.web.people.Sessions} of those who are logged in, the {@link jvirt.web.people.Throttle} that slows down who guesses passwords, and
 * the {@link jvirt.web.people.Audit} log. What must survive a restart is in the {@link jvirt.web.people.Store}; sessions need not.
 */
package jvirt.web.people;
