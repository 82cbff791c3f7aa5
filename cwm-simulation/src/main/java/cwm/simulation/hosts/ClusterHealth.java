package cwm.simulation.hosts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What a node says at `/cluster/health`.
///
/// @param status of the answer: 200, or 503 where the cluster is not healthy
/// @param role such as `leader`
/// @param raftTerm under the key `term`
/// @param clusterSize how many members there are, dead ones included
public record ClusterHealth(
    int status,
    String nodeId,
    String role,
    long raftTerm,
    int clusterSize,
    boolean isHealthy,
    List<Member> members) {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  public ClusterHealth {
    members = List.copyOf(members);
  }

  /// One member as the node sees it.
  ///
  /// @param state such as `follower` or `offline`
  public record Member(String id, String state, boolean isHealthy) {}

  /// Whether the node says that it leads.
  public boolean isLeader() {
    return role.equals("leader");
  }

  /// Reads an answer with the keys of the specification, in its order, and no others.
  ///
  /// @throws IOException if it is another one; with the whole answer
  static ClusterHealth read(HttpAnswer answer) throws IOException {
    try (JsonParser parser = JSON.createParser(answer.body())) {
      expect(parser, JsonToken.START_OBJECT);
      String nodeId = text(parser, "node_id");
      String role = text(parser, "role");
      long raftTerm = number(parser, "term");
      int clusterSize = Math.toIntExact(number(parser, "cluster_size"));
      boolean isHealthy = flag(parser, "healthy");
      key(parser, "members");
      expect(parser, JsonToken.START_ARRAY);
      List<Member> members = new ArrayList<>();
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        members.add(new Member(text(parser, "id"), text(parser, "state"), flag(parser, "healthy")));
        expect(parser, JsonToken.END_OBJECT);
      }
      require(parser.hasToken(JsonToken.END_ARRAY), parser, JsonToken.END_ARRAY);
      expect(parser, JsonToken.END_OBJECT);
      return new ClusterHealth(
          answer.status(), nodeId, role, raftTerm, clusterSize, isHealthy, members);
    } catch (IOException e) {
      throw new IOException("not a cluster's health: " + e.getMessage() + " in " + answer, e);
    }
  }

  private static String text(JsonParser parser, String key) throws IOException {
    key(parser, key);
    expect(parser, JsonToken.VALUE_STRING);
    return parser.getText();
  }

  private static long number(JsonParser parser, String key) throws IOException {
    key(parser, key);
    expect(parser, JsonToken.VALUE_NUMBER_INT);
    return parser.getLongValue();
  }

  private static boolean flag(JsonParser parser, String key) throws IOException {
    key(parser, key);
    JsonToken token = parser.nextToken();
    require(token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE, parser, "a boolean");
    return token == JsonToken.VALUE_TRUE;
  }

  private static void key(JsonParser parser, String key) throws IOException {
    String found = parser.nextFieldName();
    require(key.equals(found), parser, "key " + key);
  }

  private static void expect(JsonParser parser, JsonToken token) throws IOException {
    require(parser.nextToken() == token, parser, token);
  }

  private static void require(boolean condition, JsonParser parser, Object wanted)
      throws IOException {
    if (!condition) {
      throw new IOException(
          "%s instead of %s at column %d"
              .formatted(
                  parser.currentToken(), wanted, parser.currentTokenLocation().getColumnNr()));
    }
  }
}
