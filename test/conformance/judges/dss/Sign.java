// Lets EU DSS sign: `Sign KEYS OUT TSA`; every form it has at every level, one file each, for us to validate.
import eu.europa.esig.dss.alert.SilentOnStatusAlert;
import eu.europa.esig.dss.asic.cades.ASiCWithCAdESSignatureParameters;
import eu.europa.esig.dss.asic.cades.ASiCWithCAdESTimestampParameters;
import eu.europa.esig.dss.asic.cades.signature.ASiCWithCAdESService;
import eu.europa.esig.dss.asic.xades.ASiCWithXAdESSignatureParameters;
import eu.europa.esig.dss.asic.xades.signature.ASiCWithXAdESService;
import eu.europa.esig.dss.cades.CAdESSignatureParameters;
import eu.europa.esig.dss.cades.signature.CAdESCounterSignatureParameters;
import eu.europa.esig.dss.cades.signature.CAdESService;
import eu.europa.esig.dss.enumerations.ASiCContainerType;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.enumerations.SignaturePackaging;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.TimestampBinary;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.signature.AbstractSignatureParameters;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.spi.x509.tsp.TSPSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.xades.XAdESSignatureParameters;
import eu.europa.esig.dss.xades.signature.ManifestBuilder;
import eu.europa.esig.dss.xades.signature.XAdESCounterSignatureParameters;
import eu.europa.esig.dss.xades.signature.XAdESService;
import java.io.File;
import java.io.FileInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;

public class Sign {
  private static File keys;
  private static File out;
  private static PrivateKey key;
  private static CertificateToken own;
  private static CertificateToken root;

  public static void main(String[] args) throws Exception {
    keys = new File(args[0]);
    out = new File(args[1]);
    byte[] bytes = Files.readAllBytes(new File(keys, "key.der").toPath());
    key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(bytes));
    own = DSSUtils.loadCertificate(new File(keys, "own.der"));
    root = DSSUtils.loadCertificate(new File(keys, "root.der"));
    DSSDocument xml = new FileDocument(new File(keys, "acta.xml"));
    DSSDocument text = new FileDocument(new File(keys, "b.txt"));
    CommonCertificateVerifier verifier = verifier();
    TSPSource clock = clock(args[2]);
    xades(xml, text, verifier, clock);
    cades(xml, verifier, clock);
    containersOfXades(xml, text, verifier, clock);
    containersOfCades(xml, text, verifier, clock);
    System.exit(0);
  }

  private static CommonCertificateVerifier verifier() throws Exception {
    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    trusted.addCertificate(root);
    CommonCertificateVerifier verifier = new CommonCertificateVerifier();
    verifier.setTrustedCertSources(trusted);
    verifier.setAIASource(null);
    // The list was issued before the signature: DSS would wait for the next one.
    verifier.setAlertOnNoRevocationAfterBestSignatureTime(new SilentOnStatusAlert());
    FileInputStream list = new FileInputStream(new File(keys, "root.crl"));
    verifier.setCrlSource(new ExternalResourcesCRLSource(list));
    return verifier;
  }

  private static TSPSource clock(String url) {
    return (algorithm, digest) -> {
      try {
        TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
        generator.setCertReq(true);
        ASN1ObjectIdentifier id = new ASN1ObjectIdentifier(algorithm.getOid());
        byte[] question = generator.generate(id, digest).getEncoded();
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(url))
                .POST(HttpRequest.BodyPublishers.ofByteArray(question))
                .build();
        byte[] answer =
            HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofByteArray())
                .body();
        byte[] token = new TimeStampResponse(answer).getTimeStampToken().getEncoded();
        return new TimestampBinary(token);
      } catch (Exception error) {
        throw new IllegalStateException(error);
      }
    };
  }

  private interface Job {
    DSSDocument run() throws Exception;
  }

  private static void make(String name, Job job) {
    try {
      job.run().save(new File(out, name).getPath());
    } catch (Exception error) {
      System.out.println(name + ": " + error.getMessage());
    }
  }

  private static <P extends AbstractSignatureParameters<?>> P by(P parameters, SignatureLevel level) {
    parameters.setSignatureLevel(level);
    parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
    parameters.setSigningCertificate(own);
    parameters.setCertificateChain(List.of(own, root));
    parameters.bLevel().setSigningDate(new Date(System.currentTimeMillis() - 3000));
    return parameters;
  }

  private static SignatureValue value(ToBeSigned data) throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(data.getBytes());
    return new SignatureValue(SignatureAlgorithm.ECDSA_SHA256, signature.sign());
  }

  private static String idIn(DSSDocument document) {
    return SignedDocumentValidator.fromDocument(document).getSignatures().get(0).getId();
  }

  private static String ending(SignatureLevel level) {
    return level.name().replaceAll(".*_", "");
  }

  private static void xades(
      DSSDocument xml, DSSDocument text, CommonCertificateVerifier verifier, TSPSource clock) {
    XAdESService service = new XAdESService(verifier);
    service.setTspSource(clock);
    for (SignatureLevel level :
        List.of(
            SignatureLevel.XAdES_BASELINE_B,
            SignatureLevel.XAdES_BASELINE_T,
            SignatureLevel.XAdES_BASELINE_LT,
            SignatureLevel.XAdES_BASELINE_LTA)) {
      for (SignaturePackaging packaging : SignaturePackaging.values())
        make(
            "xades-" + packaging + "-B-" + ending(level) + ".xml",
            () -> {
              XAdESSignatureParameters p = by(new XAdESSignatureParameters(), level);
              p.setSignaturePackaging(packaging);
              return service.signDocument(xml, p, value(service.getDataToSign(xml, p)));
            });
      make(
          "xades-EMBEDDED-B-" + ending(level) + ".xml",
          () -> {
            XAdESSignatureParameters p = by(new XAdESSignatureParameters(), level);
            p.setSignaturePackaging(SignaturePackaging.ENVELOPING);
            p.setEmbedXML(true);
            return service.signDocument(xml, p, value(service.getDataToSign(xml, p)));
          });
    }
    make(
        "xades-TWICE-B-LTA.xml",
        () -> {
          DSSDocument first = new FileDocument(new File(out, "xades-ENVELOPED-B-LTA.xml"));
          XAdESSignatureParameters p = new XAdESSignatureParameters();
          p.setSignatureLevel(SignatureLevel.XAdES_BASELINE_LTA);
          return service.extendDocument(first, p);
        });
    make(
        "xades-PARALLEL-B-T.xml",
        () -> {
          DSSDocument first = new FileDocument(new File(out, "xades-ENVELOPED-B-T.xml"));
          XAdESSignatureParameters p =
              by(new XAdESSignatureParameters(), SignatureLevel.XAdES_BASELINE_T);
          p.setSignaturePackaging(SignaturePackaging.ENVELOPED);
          p.bLevel().setClaimedSignerRoles(List.of("alcaldesa"));
          return service.signDocument(first, p, value(service.getDataToSign(first, p)));
        });
    make(
        "xades-MANIFEST-B-B.xml",
        () -> {
          DSSDocument manifest = new ManifestBuilder(DigestAlgorithm.SHA256, List.of(xml, text)).build();
          XAdESSignatureParameters p =
              by(new XAdESSignatureParameters(), SignatureLevel.XAdES_BASELINE_B);
          p.setSignaturePackaging(SignaturePackaging.ENVELOPING);
          p.setManifestSignature(true);
          return service.signDocument(manifest, p, value(service.getDataToSign(manifest, p)));
        });
    make(
        "xades-COUNTER-B-B.xml",
        () -> {
          DSSDocument first = new FileDocument(new File(out, "xades-ENVELOPED-B-B.xml"));
          XAdESCounterSignatureParameters p =
              by(new XAdESCounterSignatureParameters(), SignatureLevel.XAdES_BASELINE_B);
          p.setSignatureIdToCounterSign(idIn(first));
          SignatureValue made = value(service.getDataToBeCounterSigned(first, p));
          return service.counterSignSignature(first, p, made);
        });
  }

  private static void cades(DSSDocument xml, CommonCertificateVerifier verifier, TSPSource clock) {
    CAdESService service = new CAdESService(verifier);
    service.setTspSource(clock);
    for (SignatureLevel level :
        List.of(
            SignatureLevel.CAdES_BASELINE_B,
            SignatureLevel.CAdES_BASELINE_T,
            SignatureLevel.CAdES_BASELINE_LT,
            SignatureLevel.CAdES_BASELINE_LTA))
      for (SignaturePackaging packaging :
          List.of(SignaturePackaging.ENVELOPING, SignaturePackaging.DETACHED))
        make(
            "cades-" + packaging + "-B-" + ending(level) + ".p7s",
            () -> {
              CAdESSignatureParameters p = by(new CAdESSignatureParameters(), level);
              p.setSignaturePackaging(packaging);
              return service.signDocument(xml, p, value(service.getDataToSign(xml, p)));
            });
    make(
        "cades-PARALLEL-B-LTA.p7s",
        () -> {
          DSSDocument first = new FileDocument(new File(out, "cades-ENVELOPING-B-B.p7s"));
          CAdESSignatureParameters p =
              by(new CAdESSignatureParameters(), SignatureLevel.CAdES_BASELINE_T);
          p.setSignaturePackaging(SignaturePackaging.ENVELOPING);
          DSSDocument both = service.signDocument(first, p, value(service.getDataToSign(first, p)));
          CAdESSignatureParameters longer = new CAdESSignatureParameters();
          longer.setSignatureLevel(SignatureLevel.CAdES_BASELINE_LTA);
          return service.extendDocument(both, longer);
        });
    make(
        "cades-COUNTER-B-B.p7s",
        () -> {
          DSSDocument first = new FileDocument(new File(out, "cades-ENVELOPING-B-B.p7s"));
          CAdESCounterSignatureParameters p =
              by(new CAdESCounterSignatureParameters(), SignatureLevel.CAdES_BASELINE_B);
          p.setSignatureIdToCounterSign(idIn(first));
          SignatureValue made = value(service.getDataToBeCounterSigned(first, p));
          return service.counterSignSignature(first, p, made);
        });
  }

  private static List<DSSDocument> filesFor(ASiCContainerType kind, DSSDocument xml, DSSDocument text) {
    return kind == ASiCContainerType.ASiC_E ? List.of(xml, text) : List.of(xml);
  }

  private static void containersOfXades(
      DSSDocument xml, DSSDocument text, CommonCertificateVerifier verifier, TSPSource clock) {
    ASiCWithXAdESService service = new ASiCWithXAdESService(verifier);
    service.setTspSource(clock);
    for (ASiCContainerType kind : ASiCContainerType.values())
      for (SignatureLevel level :
          List.of(
              SignatureLevel.XAdES_BASELINE_B,
              SignatureLevel.XAdES_BASELINE_T,
              SignatureLevel.XAdES_BASELINE_LT,
              SignatureLevel.XAdES_BASELINE_LTA))
        make(
            kind + "-xades-B-" + ending(level) + ".asic",
            () -> {
              ASiCWithXAdESSignatureParameters p = by(new ASiCWithXAdESSignatureParameters(), level);
              p.aSiC().setContainerType(kind);
              List<DSSDocument> files = filesFor(kind, xml, text);
              return service.signDocument(files, p, value(service.getDataToSign(files, p)));
            });
  }

  private static void containersOfCades(
      DSSDocument xml, DSSDocument text, CommonCertificateVerifier verifier, TSPSource clock) {
    ASiCWithCAdESService service = new ASiCWithCAdESService(verifier);
    service.setTspSource(clock);
    for (ASiCContainerType kind : ASiCContainerType.values()) {
      for (SignatureLevel level :
          List.of(
              SignatureLevel.CAdES_BASELINE_B,
              SignatureLevel.CAdES_BASELINE_T,
              SignatureLevel.CAdES_BASELINE_LT,
              SignatureLevel.CAdES_BASELINE_LTA))
        make(
            kind + "-cades-B-" + ending(level) + ".asic",
            () -> {
              ASiCWithCAdESSignatureParameters p = by(new ASiCWithCAdESSignatureParameters(), level);
              p.aSiC().setContainerType(kind);
              List<DSSDocument> files = filesFor(kind, xml, text);
              return service.signDocument(files, p, value(service.getDataToSign(files, p)));
            });
      make(
          kind + "-timestamp.asic",
          () -> {
            ASiCWithCAdESTimestampParameters p = new ASiCWithCAdESTimestampParameters();
            p.aSiC().setContainerType(kind);
            return service.timestamp(filesFor(kind, xml, text), p);
          });
    }
    make(
        "ASiC-E-cades-twice-B-LTA.asic",
        () -> {
          DSSDocument first = new FileDocument(new File(out, "ASiC-E-cades-B-LTA.asic"));
          ASiCWithCAdESSignatureParameters p = new ASiCWithCAdESSignatureParameters();
          p.setSignatureLevel(SignatureLevel.CAdES_BASELINE_LTA);
          p.aSiC().setContainerType(ASiCContainerType.ASiC_E);
          return service.extendDocument(first, p);
        });
  }
}
