package cwm.bench.queries;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Many clients that ask the nodes of a cluster the same queries for some time, while somebody may
/// kill nodes.
///
/// First each query is asked once, of the first node; its rows are what all later answers must
/// have. Then each client asks one random query after the other, of a random node, and when a
/// request fails, of the next one. Clients are threads with a connection each.
///
/// Arguments: how many clients, for how many seconds, a folder with queries, the addresses of the
/// nodes. Prints what came of it as lines `name value`; the exit code is 1 if an answer was wrong.
public final class ManyClients {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
  private static final int OK = 200;

  private ManyClients() {}

  /// A query and what its rows are, in order.
  private record Asked(String text, List<String> rows) {}

  /// What one client has seen.
  private static final class Seen {
    private final List<Long> nanos = new ArrayList<>();
    private long wrongCount;
    private long refusedCount;
    private long cutCount;
  }

  /// Asks and prints.
  public static void main(String[] args) throws Exception {
    int clientCount = Integer.parseInt(args[0]);
    long nanos = TimeUnit.SECONDS.toNanos(Long.parseLong(args[1]));
    List<String> nodes = List.of(args).subList(3, args.length);
    List<Asked> queries = new ArrayList<>();
    try (HttpClient client = HttpClient.newHttpClient();
        Stream<Path> files = Files.list(Path.of(args[2]))) {
      for (Path file : files.sorted().toList()) {
        String text = Files.readString(file);
        HttpResponse<String> answer = ask(client, nodes.getFirst(), text);
        if (answer.statusCode() != OK) {
          throw new IllegalStateException(file + ": " + answer.body());
        }
        queries.add(new Asked(text, rows(answer)));
      }
    }
    System.out.println("begun");
    long end = System.nanoTime() + nanos;
    List<Seen> seen = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(clientCount)) {
      List<Future<Seen>> clients =
          IntStream.range(0, clientCount)
              .mapToObj(_ -> threads.submit(() -> client(queries, nodes, end)))
              .toList();
      for (Future<Seen> each : clients) {
        seen.add(each.get());
      }
    }
    print(seen);
    System.exit(seen.stream().mapToLong(each -> each.wrongCount).sum() == 0 ? 0 : 1);
  }

  private static Seen client(List<Asked> queries, List<String> nodes, long end)
      throws InterruptedException {
    var seen = new Seen();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (System.nanoTime() < end) {
        Asked query = queries.get(ThreadLocalRandom.current().nextInt(queries.size()));
        int node = ThreadLocalRandom.current().nextInt(nodes.size());
        long start = System.nanoTime();
        boolean isAnswered = false;
        for (int i = 0; i < nodes.size() && !isAnswered; i++) {
          isAnswered = isAnswered(client, nodes.get((node + i) % nodes.size()), query, seen);
        }
        if (isAnswered) {
          seen.nanos.add(System.nanoTime() - start);
        }
      }
    }
    return seen;
  }

  private static boolean isAnswered(HttpClient client, String node, Asked query, Seen seen)
      throws InterruptedException {
    try {
      HttpResponse<String> answer = ask(client, node, query.text());
      if (answer.statusCode() != OK) {
        seen.refusedCount++;
        return false;
      }
      seen.wrongCount += rows(answer).equals(query.rows()) ? 0 : 1;
      return true;
    } catch (IOException _) {
      seen.cutCount++;
      return false;
    }
  }

  private static HttpResponse<String> ask(HttpClient client, String node, String query)
      throws IOException, InterruptedException {
    String body = "query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
    return client.send(
        HttpRequest.newBuilder(URI.create("http://" + node + "/sparql"))
            .timeout(REQUEST_TIMEOUT)
            .header("Accept", "text/tab-separated-values")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static List<String> rows(HttpResponse<String> answer) {
    return answer.body().lines().sorted().toList();
  }

  private static void print(List<Seen> seen) {
    long[] nanos =
        seen.stream().flatMap(each -> each.nanos.stream()).mapToLong(Long::longValue).toArray();
    Arrays.sort(nanos);
    say("answered", nanos.length);
    say("wrong", seen.stream().mapToLong(each -> each.wrongCount).sum());
    say("refused", seen.stream().mapToLong(each -> each.refusedCount).sum());
    say("cut", seen.stream().mapToLong(each -> each.cutCount).sum());
    for (int percent : new int[] {50, 90, 99, 100}) {
      int at = Math.max(0, (int) Math.ceil(nanos.length * percent / 100.0) - 1);
      long found = nanos.length == 0 ? 0 : nanos[at];
      say("ms_at_" + percent + "_percent", TimeUnit.NANOSECONDS.toMillis(found));
    }
  }

  private static void say(String name, long value) {
    System.out.printf(Locale.ROOT, "%s %d%n", name, value);
  }
}
