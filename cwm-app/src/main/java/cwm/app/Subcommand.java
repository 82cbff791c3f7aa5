package cwm.app;

import cwm.app.config.Surroundings;
import java.util.List;
import java.util.Optional;

/// What the command does besides reading inputs. The first argument names it.
enum Subcommand {
  CONFIG("config", "config show", "what is configured, and where each value comes from") {
    @Override
    ExitCode run(List<String> args, Surroundings surroundings, Console console) {
      return ConfigCommand.run(args, surroundings, console);
    }
  },

  CERT("cert", "cert COMMAND", "makes certificates by which nodes know one another") {
    @Override
    ExitCode run(List<String> args, Surroundings surroundings, Console console) {
      return CertCommand.run(args, surroundings, console);
    }
  },

  USER("user", "user NAME ROLE", "makes a user of the HTTP server") {
    @Override
    ExitCode run(List<String> args, Surroundings surroundings, Console console) {
      return UserCommand.run(args, console);
    }
  },

  PING("ping", "ping ADDRESS", "asks a node whether it is there") {
    @Override
    ExitCode run(List<String> args, Surroundings surroundings, Console console) {
      return PingCommand.run(args, surroundings, console);
    }
  },

  LOAD("load", "load FILE...", "loads files into a cluster that runs") {
    @Override
    ExitCode run(List<String> args, Surroundings surroundings, Console console) {
      return LoadCommand.run(args, surroundings, console);
    }
  },

  DUMP("dump", "dump", "prints what a whole cluster knows") {
    @Override
    ExitCode run(List<String> args, Surroundings surroundings, Console console) {
      return DumpCommand.run(args, surroundings, console);
    }
  },

  QUERY("query", "query FILE", "asks a whole cluster in SPARQL") {
    @Override
    ExitCode run(List<String> args, Surroundings surroundings, Console console) {
      return QueryCommand.run(args, surroundings, console);
    }
  },

  CLUSTER("cluster", "cluster COMMAND", "how a cluster is; takes nodes out of it") {
    @Override
    ExitCode run(List<String> args, Surroundings surroundings, Console console) {
      return ClusterCommand.run(args, surroundings, console);
    }
  };

  private final String word;
  private final String usage;
  private final String summary;

  Subcommand(String word, String usage, String summary) {
    this.word = word;
    this.usage = usage;
    this.summary = summary;
  }

  static Optional<Subcommand> ofWord(String word) {
    for (Subcommand each : values()) {
      if (each.word.equals(word)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /// What to type to run it: `config`.
  String word() {
    return word;
  }

  /// The form of its arguments, for a list of subcommands.
  String usage() {
    return usage;
  }

  /// One line for people.
  String summary() {
    return summary;
  }

  /// @param args those behind its name
  /// @throws UsageException if they do not go together
  abstract ExitCode run(List<String> args, Surroundings surroundings, Console console);
}
