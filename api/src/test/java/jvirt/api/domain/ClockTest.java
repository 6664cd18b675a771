package jvirt.api.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jvirt.api.VirtException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockTest {
    private static Domain machine(String clock) {
        return Domain.parse("<domain type='qemu'><name>a</name><memory>1</memory><os><type>hvm</type></os>" + clock + "</domain>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <clock offset='utc' adjustment='3600'/> | VARIABLE | 3600 | UTC
            <clock offset='localtime' adjustment='-5'/> | VARIABLE | -5 | LOCALTIME
            <clock offset='variable' adjustment='reset'/> | VARIABLE | 0 | UTC
            """)
    void secondsOffAFixedClockMakeItVariable(String text, Clock.Offset offset, String adjustment, Clock.Basis basis) {
        Clock clock = machine(text).clock();
        assertEquals(offset, clock.offset());
        assertEquals(adjustment, clock.adjustment().orElseThrow());
        assertEquals(basis, clock.basis().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            <clock offset='moon'/> | unsupported configuration: unknown clock offset 'moon'
            <clock offset='utc' adjustment='soon'/> | XML error: unknown clock adjustment 'soon'
            <clock offset='timezone'/> | internal error: missing 'timezone' attribute for clock with offset='timezone'
            <clock offset='absolute'/> | internal error: missing 'start' attribute for clock with offset='absolute'
            """)
    void whatCannotBeReadIsRefusedInLibvirtsWords(String text, String message) {
        assertEquals(message, assertThrows(VirtException.class, () -> machine(text)).getMessage());
    }
}
