package dev.atom.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressesTest {
    private static final InetAddress PROXY = address("10.0.0.1");
    private static final ClientAddresses BEHIND = ClientAddresses.behind(
            List.of("10.0.0.0/8", "192.168.1.7", "fd00::/8", "::ffff:172.16.0.9"), ForwardedBy.X_FORWARDED_FOR);

    @Test
    void believesNoHeaderFromAnybody() {
        InetAddress stranger = address("203.0.113.9");
        Headers spoofed = headers("X-Forwarded-For", "10.0.0.1, 198.51.100.1");

        assertThat(ClientAddresses.ofSockets().of(PROXY, spoofed)).isEqualTo(PROXY);
        assertThat(BEHIND.of(stranger, spoofed)).isEqualTo(stranger);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "198.51.100.1                                     | 198.51.100.1",
                "198.51.100.1:4711                                | 198.51.100.1",
                "1.1.1.1, 198.51.100.1                            | 198.51.100.1",
                "1.1.1.1, 10.9.9.9, 198.51.100.1, 192.168.1.7     | 198.51.100.1",
                "198.51.100.1, 172.16.0.9                         | 198.51.100.1",
                "198.51.100.1,,10.2.2.2,                          | 198.51.100.1",
                "2001:db8::1                                      | 2001:db8::1",
                "[2001:db8::1]:80, fd00::1                        | 2001:db8::1",
                "::ffff:198.51.100.1                              | 198.51.100.1",
                "10.2.2.2, 10.3.3.3                               | 10.2.2.2",
            })
    void takesTheRightmostHopThatIsNoProxy(String header, String client) {
        assertThat(BEHIND.of(PROXY, headers("X-Forwarded-For", header))).isEqualTo(address(client));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "unknown",
                "_hidden",
                "localhost",
                "example.org",
                "1.2.3",
                "01.2.3.4",
                "1.2.3.256",
                "1.2.3.4.5",
                "0x7f.1",
                "2130706433",
                "1.2.3.4:99999999",
                "[1.2.3.4",
                ".::1",
                "::g",
                ":::",
                "fe80::1%eth0",
                "1.2.3.4/8",
                "\"1.2.3.4\"",
                "१.२.३.४",
                "for=1.2.3.4",
                "' or 1=1 --",
                "1.2.3.4\u0000"
            })
    void fallsBackToTheProxyWhenTheHopIsNoAddress(String hop) {
        assertThat(BEHIND.of(PROXY, headers("X-Forwarded-For", hop))).isEqualTo(PROXY);
        assertThat(BEHIND.of(PROXY, headers("X-Forwarded-For", "198.51.100.1, " + hop + ", 10.2.2.2")))
                .isEqualTo(hop.isEmpty() ? address("198.51.100.1") : address("10.2.2.2"));
    }

    @Test
    void readsSeveralHeaderLinesAsOneList() {
        Headers two = headers("X-Forwarded-For", "1.1.1.1, 198.51.100.1", "10.2.2.2");
        assertThat(BEHIND.of(PROXY, two)).isEqualTo(address("198.51.100.1"));
    }

    @Test
    void looksAtNoMoreHopsThanAChainCanHave() {
        String endless = "198.51.100.1" + ", 10.2.2.2".repeat(ClientAddresses.MOST_HOPS);
        assertThat(BEHIND.of(PROXY, headers("X-Forwarded-For", endless))).isEqualTo(address("10.2.2.2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=198.51.100.1                                   | 198.51.100.1",
                "For=198.51.100.1;proto=https;by=10.0.0.1           | 198.51.100.1",
                "proto=https; for=\"198.51.100.1:80\"               | 198.51.100.1",
                "for=1.1.1.1, for=\"[2001:DB8::1]:4711\"            | 2001:db8::1",
                "for=1.1.1.1, for=198.51.100.1, for=10.2.2.2        | 198.51.100.1",
                "for=1.1.1.1, for=unknown, for=10.2.2.2             | 10.2.2.2",
                "for=1.1.1.1, for=\"1.1.1.1, 2.2.2.2\"              | 10.0.0.1",
                "xfor=1.1.1.1                                       | 10.0.0.1",
                "by=1.1.1.1                                         | 10.0.0.1",
            })
    void readsForwardedWhenThatIsWhatTheProxiesWrite(String header, String client) {
        ClientAddresses behind = ClientAddresses.behind(List.of("10.0.0.0/8"), ForwardedBy.FORWARDED);
        Headers both = name -> name.equals("X-Forwarded-For") ? List.of("6.6.6.6") : List.of(header);
        assertThat(behind.of(PROXY, both)).isEqualTo(address(client));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.0/33", "10.0.0.1/8", "::/129", "example.org", "10.0.0.0/-1", "10/8", "*"})
    void refusesABlockThatIsNone(String block) {
        assertThatThrownBy(() -> ClientAddresses.behind(List.of(block), ForwardedBy.X_FORWARDED_FOR))
                .isInstanceOf(AtomException.class)
                .hasMessageContaining("trusted proxy " + block + " ");
    }

    private static Headers headers(String name, String... values) {
        Map<String, List<String>> all = Collections.singletonMap(name, Arrays.asList(values));
        return wanted -> all.getOrDefault(wanted, List.of());
    }

    private static InetAddress address(String text) {
        return IpLiteral.parse(text).orElseThrow();
    }
}
