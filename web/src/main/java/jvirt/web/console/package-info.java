/** The guest's consoles over WebSockets: its screen ({@link jvirt.web.console.Screen}, RFB as it is) and its serial ports. */
package jvirt.web.console;
