package dev.atom.core.identity;

import static dev.atom.core.tenant.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
    private static final Username ADA = new Username("ada.lovelace");
    private static final EmailAddress ADDRESS = new EmailAddress("countess@example.org");

    private final AtomicInteger hashes = new AtomicInteger();
    private final Passwords passwords = with(PasswordCost.CURRENT);

    @Test
    void theHashIsArgon2idWithExplicitParameters() {
        String stored = passwords.store(text("long enough to be good"));

        assertThat(stored).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").hasSize(97);
        assertThat(passwords.check(text("long enough to be good"), Optional.of(stored)))
                .isEqualTo(Passwords.Outcome.RIGHT);
        assertThat(passwords.check(text("long enough to be gooD"), Optional.of(stored)))
                .isEqualTo(Passwords.Outcome.WRONG);
    }

    @Test
    void twoHashesOfOnePasswordDiffer() {
        assertThat(passwords.store(text("the same password"))).isNotEqualTo(passwords.store(text("the same password")));
    }

    @Test
    void everyComparisonComputesOneHash() {
        String stored = passwords.store(text("long enough to be good"));
        hashes.set(0);

        passwords.check(text("long enough to be good"), Optional.of(stored));
        assertThat(hashes).hasValue(1);
        for (Optional<String> against : List.of(
                Optional.of(stored), Optional.<String>empty(), Optional.of(""), Optional.of("$2b$10$whatever"))) {
            for (String given : List.of("wrong password", "", "x".repeat(129), "x".repeat(5000))) {
                hashes.set(0);
                assertThat(passwords.check(text(given), against)).isEqualTo(Passwords.Outcome.WRONG);
                assertThat(hashes).as("%s against %s", given.length(), against).hasValue(1);
            }
        }
    }

    @Test
    void aHashOfLowerCostIsRecognised() {
        String old = with(new PasswordCost(8_192, 1, 1)).store(text("long enough to be good"));

        assertThat(passwords.check(text("long enough to be good"), Optional.of(old)))
                .isEqualTo(Passwords.Outcome.RIGHT_BUT_WEAK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "$argon2id$v=19$m=9999999,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=19456,t=200,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAA"
            })
    void aStoredHashThatIsNoneOrTooDearIsNotComputed(String stored) {
        assertThat(StoredPassword.parse(stored)).isEmpty();
    }

    @Test
    void oneTextTypedInTwoWaysIsOnePassword() {
        String stored = passwords.store(text("caf\u00e9 \ufb01ne day"));

        assertThat(passwords.check(text("cafe\u0301 fine day"), Optional.of(stored)))
                .isEqualTo(Passwords.Outcome.RIGHT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1234567",
                "password",
                "PassWord1",
                "qwertyuiop",
                "aaaaaaaaaa",
                "Summer2024!",
                "Atom2024",
                "\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44",
                "i am Ada.Lovelace",
                "countess!!"
            })
    void aPasswordThatIsTriedFirstIsRefused(String password) {
        assertFails(ErrorCode.VALIDATION_ERROR, () -> PasswordRules.check(text(password), ADA, ADDRESS));
    }

    @Test
    void lengthIsCountedInCharactersFrom8To128() {
        assertThatCode(() -> PasswordRules.check(text("\ud83d\ude80".repeat(8)), ADA, ADDRESS))
                .doesNotThrowAnyException();
        assertThatCode(() -> PasswordRules.check(text("ab".repeat(64)), ADA, ADDRESS))
                .doesNotThrowAnyException();
        assertFails(
                ErrorCode.VALIDATION_ERROR, () -> PasswordRules.check(text("\ud83d\ude80".repeat(7)), ADA, ADDRESS));
        assertFails(ErrorCode.VALIDATION_ERROR, () -> PasswordRules.check(text("ab".repeat(64) + "c"), ADA, ADDRESS));
    }

    @Test
    void noRefusalRepeatsThePassword() {
        assertThatCode(() -> PasswordRules.check(text("password1234"), ADA, ADDRESS))
                .hasMessageNotContaining("password1234");
        assertThat(text("password1234").toString()).doesNotContain("password1234");
    }

    @Test
    void theListOfCommonPasswordsIsThere() {
        assertThat(CommonPasswords.size()).isGreaterThan(10_000);
    }

    @Test
    void aOneTimePasswordMayBeChosen() {
        PasswordRules.check(text(passwords.oneTime()), ADA, ADDRESS);
        assertThat(passwords.oneTime()).isNotEqualTo(passwords.oneTime());
    }

    private Passwords with(PasswordCost cost) {
        PasswordFunction counted = (password, salt, of) -> {
            hashes.incrementAndGet();
            return PasswordFunction.ARGON2ID.tag(password, salt, of);
        };
        return new Passwords(counted, new HashAdmission(1, 1, Duration.ofSeconds(30)), new SecureRandom(), cost);
    }

    private static PasswordText text(String password) {
        return PasswordText.of(Secret.of(password));
    }
}
