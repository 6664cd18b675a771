/** Records as the browser gets them. */
package jvirt.web.json;
