/**
 * Network filters at work.
 */
package jvirt.network.filter;
