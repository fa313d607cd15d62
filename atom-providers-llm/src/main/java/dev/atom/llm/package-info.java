/** LLM providers that speak OpenAI's wire format. */
@NullMarked
package dev.atom.llm;

import org.jspecify.annotations.NullMarked;
