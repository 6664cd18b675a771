package jvirt.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import jvirt.qemu.Announcements.Announcement;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {
    private static final class Listener implements Announcements.Listener {
        private final BlockingQueue<Announcement> heard = new LinkedBlockingQueue<>();
        private volatile boolean there;

        @Override
        public boolean listens() {
            return there;
        }

        @Override
        public void hear(Announcement announcement) {
            heard.add(announcement);
        }
    }

    private static Announcement of(String name) {
        return new Announcement(name, new UUID(0, 1), 1, new VmEvent.Reboot());
    }

    @Test
    void whoComesLaterHearsNothingOfWhatWasBefore() throws InterruptedException {
        Listener listener = new Listener();
        Announcements announcements = new Announcements(listener);
        announcements.add(of("before"));
        listener.there = true;
        announcements.add(of("first"));
        announcements.add(of("second"));
        assertEquals("first", listener.heard.take().name());
        assertEquals("second", listener.heard.take().name());
    }
}
