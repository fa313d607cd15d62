package dev.atom.server.demo;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The provider keys of one tour: made up, accepted or refused by the scripted upstream, worth nothing anywhere else.
 *
 * @param first a good key
 * @param second another good key
 * @param wrong a key that the upstream refuses; its ends are easy to recognise in an answer
 */
record DemoKeys(String first, String second, String wrong) {
    static DemoKeys make(SecureRandom random) {
        return new DemoKeys(
                key("sk-demo-", random, ""), key("sk-demo-", random, ""), key("sk-wrong-", random, "-Zq7X"));
    }

    private static String key(String prefix, SecureRandom random, String suffix) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes) + suffix;
    }
}
