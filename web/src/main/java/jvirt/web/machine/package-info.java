/** The routes of one machine: what it is, what is done to it, its snapshots, its disks, and how a new one comes to be. */
package jvirt.web.machine;
