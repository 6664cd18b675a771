package jvirt.cli.install;

/** Hears what the user should know, and what does not stop the installation. */
public interface Notes {
    void note(String message);
}
