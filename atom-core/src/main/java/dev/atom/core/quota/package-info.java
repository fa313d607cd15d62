/**
 * What each tenant may do in a minute: the limits of its plan, or those the platform's administrator gave it instead.
 * {@link dev.atom.core.quota.TenantQuotas} spends them for requests, and for LLM calls with their tokens and their time.
 * The limiter beneath knows no plans; here are the only numbers that have to do with money.
 */
@NullMarked
package dev.atom.core.quota;

import org.jspecify.annotations.NullMarked;
