/**
 * The way of a request: {@link jvirt.web.http.Router} finds the {@link jvirt.web.http.Route}, asks {@code people} whose session it is and
 * whether its role is enough, runs it, and answers with JSON or with a {@link jvirt.web.http.Problem}. {@link jvirt.web.http.Pages} are
 * the files of the console, {@link jvirt.web.http.Shield} the headers that every answer carries.
 */
package jvirt.web.http;
