/** The routes of what machines use: virtual networks, storage pools and their volumes. */
package jvirt.web.resource;
