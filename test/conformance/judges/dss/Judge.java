// Lets EU DSS validate files: `Judge ANCHORS CRLS < list`; a line is a file, perhaps with a tab and what it signs.
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

public class Judge {
  public static void main(String[] args) throws Exception {
    // A folder of trusted certificates, and one of lists of revoked ones; either may be empty.
    File[] anchors = filesIn(args[0]);
    File[] crls = filesIn(args[1]);
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = input.readLine()) != null; ) {
      if (!line.isEmpty()) System.out.println(judge(line, anchors, crls));
    }
  }

  private static File[] filesIn(String folder) {
    File[] found = new File(folder).listFiles(File::isFile);
    return found == null ? new File[0] : found;
  }

  private static String judge(String line, File[] anchors, File[] crls) {
    String path = line.split("\t")[0];
    List<String> signatures = new ArrayList<>();
    String error = null;
    try {
      CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
      for (File anchor : anchors) trusted.addCertificate(DSSUtils.loadCertificate(anchor));
      CommonCertificateVerifier verifier = new CommonCertificateVerifier();
      verifier.setTrustedCertSources(trusted);
      InputStream[] lists = new InputStream[crls.length];
      for (int at = 0; at < crls.length; at++) lists[at] = new FileInputStream(crls[at]);
      if (crls.length > 0) verifier.setCrlSource(new ExternalResourcesCRLSource(lists));
      // What the file names is not fetched: the judge has no network.
      verifier.setAIASource(null);
      DSSDocument document = new FileDocument(path);
      SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(document);
      validator.setCertificateVerifier(verifier);
      if (line.contains("\t")) {
        FileDocument content = new FileDocument(line.split("\t")[1]);
        validator.setDetachedContents(new ArrayList<>(List.of(content)));
      }
      Reports reports = validator.validateDocument();
      SimpleReport simple = reports.getSimpleReport();
      for (String id : simple.getSignatureIdList()) {
        List<String> why = new ArrayList<>();
        simple.getAdESValidationErrors(id).forEach(one -> why.add(one.getValue()));
        signatures.add(
            "{\"indication\":" + text(simple.getIndication(id))
                + ",\"subIndication\":" + text(simple.getSubIndication(id))
                + ",\"format\":" + text(simple.getSignatureFormat(id))
                + ",\"why\":" + text(String.join("; ", why)) + "}");
      }
    } catch (Exception | StackOverflowError caught) {
      error = caught.getClass().getSimpleName() + ": " + caught.getMessage();
    }
    return "{\"file\":" + text(path) + ",\"signatures\":[" + String.join(",", signatures)
        + "],\"error\":" + text(error) + "}";
  }

  private static String text(Object value) {
    if (value == null) return "null";
    StringBuilder out = new StringBuilder("\"");
    for (char one : value.toString().toCharArray()) {
      if (one == '"' || one == '\\') out.append('\\').append(one);
      else if (one < 0x20) out.append(String.format("\\u%04x", (int) one));
      else out.append(one);
    }
    return out.append('"').toString();
  }
}
