package cwm.app;

import cwm.app.config.ConfigurationReader;
import cwm.app.config.Surroundings;
import cwm.ipc.security.CertificateAuthority;
import cwm.ipc.security.NodeCertificate;
import cwm.ipc.security.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `cwm cert`: makes the certificates by which nodes know one another.
final class CertCommand {
  private static final String CREATE_CA = "create-ca";
  private static final String CREATE_NODE = "create-node";
  private static final String DIRECTORY = "--dir";
  private static final String DAYS = "--days";
  private static final String HOST = "--host";
  private static final String OVERWRITE = "--overwrite";
  private static final int DAYS_MAX = 36_500;

  private CertCommand() {}

  static ExitCode run(List<String> args, Surroundings surroundings, Console console) {
    Optional<ParseResult> typed = SubcommandArguments.parse(new CommandLine(spec()), args, console);
    if (typed.isEmpty()) {
      return ExitCode.OK;
    }
    ParseResult command = typed.get();
    if (command.commandSpec().parent() == null) {
      throw new UsageException(
          "cwm cert has two commands, '" + CREATE_CA + "' and '" + CREATE_NODE + "'");
    }
    Path directory =
        surroundings.directory().resolve(command.matchedOptionValue(DIRECTORY, "")).normalize();
    boolean overwrite = command.matchedOptionValue(OVERWRITE, false);
    if (command.commandSpec().name().equals(CREATE_CA)) {
      createAuthority(command, directory, overwrite, surroundings, console);
    } else {
      createNode(command, directory, overwrite, console);
    }
    return ExitCode.OK;
  }

  private static void createAuthority(
      ParseResult command,
      Path directory,
      boolean overwrite,
      Surroundings surroundings,
      Console console) {
    String clusterName =
        ConfigurationReader.read(surroundings, ConfigurationFlags.of(command)).clusterName();
    CertificateAuthority.create(clusterName, validity(command, CertificateAuthority.VALIDITY))
        .save(directory, overwrite);
    console.write(
        """
        %s: the authority's certificate, for every node
        %s: its key; keep it secret, and off the nodes
        """
            .formatted(
                directory.resolve(CertificateAuthority.CERTIFICATE_FILE),
                directory.resolve(CertificateAuthority.KEY_FILE)));
  }

  private static void createNode(
      ParseResult command, Path directory, boolean overwrite, Console console) {
    String nodeId = command.matchedPositionalValue(0, "");
    List<String> hosts = command.matchedOptionValue(HOST, List.of());
    NodeCertificate certificate =
        CertificateAuthority.load(directory)
            .issue(nodeId, hosts, validity(command, CertificateAuthority.NODE_VALIDITY));
    TlsFiles files = certificate.save(directory, overwrite);
    console.write(
        """
        # Valid until %s.
        [ipc]
        node_id = "%s"

        [security]
        tls_certificate = "%s"
        tls_key = "%s"
        tls_ca = "%s"
        """
            .formatted(
                certificate.expires(),
                nodeId,
                files.certificate().toAbsolutePath(),
                files.key().toAbsolutePath(),
                files.authority().toAbsolutePath()));
  }

  private static Duration validity(ParseResult command, Duration otherwise) {
    return Duration.ofDays(
        SubcommandArguments.number(command, DAYS, (int) otherwise.toDays(), DAYS_MAX));
  }

  private static CommandSpec spec() {
    CommandSpec authority =
        command("Makes the cluster's certificate authority: ca.crt and ca.key.");
    ConfigurationFlags.addFileTo(authority);
    CommandSpec node =
        command("Makes a node's certificate, signed by the authority in the same directory.");
    SubcommandArguments.addRequired(node, "NODE_ID", "the node's [ipc] node_id");
    node.addOption(
        OptionSpec.builder(HOST)
            .paramLabel("NAME,...")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .splitRegex(",")
            .hideParamSyntax(true)
            .description("names and addresses of its host, for tools that compare them")
            .build());
    CommandSpec cert =
        SubcommandArguments.family("cwm cert", "Makes certificates for mutual TLS between nodes.");
    cert.addSubcommand(CREATE_CA, authority);
    cert.addSubcommand(CREATE_NODE, node);
    return cert;
  }

  private static CommandSpec command(String description) {
    CommandSpec spec = SubcommandArguments.described(description);
    spec.addOption(
        OptionSpec.builder(DIRECTORY)
            .paramLabel("DIR")
            .type(String.class)
            .description("where the files are (default: here)")
            .build());
    spec.addOption(
        OptionSpec.builder(DAYS)
            .paramLabel("N")
            .type(Integer.class)
            .description(
                "how many days it is valid (default: an authority %d, a node %d)"
                    .formatted(
                        CertificateAuthority.VALIDITY.toDays(),
                        CertificateAuthority.NODE_VALIDITY.toDays()))
            .build());
    SubcommandArguments.addSwitch(spec, OVERWRITE, "replace files that exist");
    SubcommandArguments.addHelp(spec);
    return spec;
  }
}
