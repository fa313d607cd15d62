package dev.atom.llm;

import dev.atom.spi.llm.LlmProviderFactory;
import dev.atom.tck.CannedReply;
import dev.atom.tck.LlmProviderContract;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The provider contract, once for each type. */
class OpenAiWireContractTest {
    @Nested
    class OpenAi extends WireContract {
        OpenAi() {
            super(
                    new OpenAiFactory(),
                    CannedReply.json(
                            401, "{\"error\":{\"message\":\"Incorrect API key\",\"code\":\"invalid_api_key\"}}"));
        }
    }

    @Nested
    class DeepSeek extends WireContract {
        DeepSeek() {
            super(
                    new DeepSeekFactory(),
                    CannedReply.json(401, "{\"error\":{\"message\":\"no\",\"type\":\"authentication_error\"}}"));
        }
    }

    @Nested
    class MiniMax extends WireContract {
        MiniMax() {
            super(
                    new MiniMaxFactory(),
                    CannedReply.json(200, "{\"base_resp\":{\"status_code\":1004,\"status_msg\":\"not authorized\"}}"));
        }
    }

    @Nested
    class Compatible extends WireContract {
        Compatible() {
            super(new CompatibleFactory(), CannedReply.json(401, "{\"error\":\"Unauthorized\"}"));
        }
    }

    private abstract static class WireContract extends LlmProviderContract {
        private final LlmProviderFactory factory;
        private final CannedReply invalidKey;

        WireContract(LlmProviderFactory factory, CannedReply invalidKey) {
            this.factory = factory;
            this.invalidKey = invalidKey;
        }

        @Override
        protected LlmProviderFactory factory() {
            return factory;
        }

        @Override
        protected Map<String, String> settings(URI baseUrl) {
            return Map.of("base_url", baseUrl + "/v1");
        }

        @Override
        protected CannedReply invalidKey() {
            return invalidKey;
        }

        @Override
        protected CannedReply models() {
            return CannedReply.json(
                    200, "{\"object\":\"list\",\"data\":[{\"id\":\"m-1\",\"object\":\"model\",\"created\":7}]}");
        }
    }
}
