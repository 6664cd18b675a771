package jvirt.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import org.junit.jupiter.api.Test;

class JobsTest {
    private final Jobs jobs = new Jobs(Duration.ofMillis(50));

    @Test
    void oneTurnAtATimeAndWhoWaitsTooLongHearsWhoHoldsIt() {
        try (var _ = jobs.begin(Job.MODIFY, "virDomainAttachDevice")) {
            VirtException late = assertThrows(VirtException.class, () -> jobs.begin(Job.QUERY, "virDomainBlockStats"));
            assertEquals(ErrorCode.OPERATION_TIMEOUT, late.code());
            assertEquals("cannot acquire state change lock (held by monitor=virDomainAttachDevice for 0 s)", late.detail());
        }
        jobs.begin(Job.QUERY, "virDomainBlockStats").close();
    }

    @Test
    void aLongJobLetsInWhatItNames() {
        try (var save = jobs.begin(Job.SAVE, "virDomainSave")) {
            jobs.begin(Job.ABORT, "virDomainAbortJob").close();
            assertThrows(VirtException.class, () -> jobs.begin(Job.MODIFY, "virDomainSetMemory"));
            assertThrows(VirtException.class, () -> jobs.begin(Job.DUMP, "virDomainCoreDump"));
            assertEquals(Job.Operation.SAVE, jobs.lengthy().orElseThrow().info().operation());
            save.complete(save.info().as(JobInfo.Type.COMPLETED));
        }
        assertEquals(JobInfo.Type.COMPLETED, jobs.completed(true).type());
        assertEquals(JobInfo.Type.COMPLETED, jobs.completed(false).type());
        assertEquals(JobInfo.Type.NONE, jobs.completed(false).type());
    }

    @Test
    void whoWaitsHasItsTurnWhenTheHolderEnds() throws Exception {
        Jobs patient = new Jobs(Duration.ofSeconds(10));
        CountDownLatch had = new CountDownLatch(1);
        Jobs.Turn turn = patient.begin(Job.START, "virDomainCreate");
        Thread.ofVirtual().start(() -> {
            patient.begin(Job.DESTROY, "virDomainDestroy").close();
            had.countDown();
        });
        assertEquals(1, had.getCount());
        turn.close();
        assertTrue(had.await(10, TimeUnit.SECONDS));
    }
}
