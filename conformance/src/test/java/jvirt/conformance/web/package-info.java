/** The web console as its users meet it: a process of its own, over HTTPS, against real machines. */
package jvirt.conformance.web;
