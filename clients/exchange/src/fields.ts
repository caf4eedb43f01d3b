/** Names of a record's values in their order (format tinhso-exchange-batch/1). A container brings the list too, but nothing signs that copy. */
export const RECORD_FIELDS = ['securityServerInternalIp', 'securityServerType', 'requestInTs', 'requestOutTs', 'responseInTs', 'responseOutTs',
  'clientXRoadInstance', 'clientMemberClass', 'clientMemberCode', 'clientSubsystemCode',
  'serviceXRoadInstance', 'serviceMemberClass', 'serviceMemberCode', 'serviceSubsystemCode', 'serviceCode', 'serviceVersion', 'serviceType',
  'restMethod', 'restPath', 'xRoadVersion', 'representedPartyClass', 'representedPartyCode',
  'messageId', 'messageUserId', 'messageIssue', 'messageProtocolVersion', 'clientSecurityServerAddress', 'serviceSecurityServerAddress',
  'requestSize', 'requestMimeSize', 'requestAttachmentCount', 'responseSize', 'responseMimeSize', 'responseAttachmentCount',
  'succeeded', 'faultCode', 'faultString', 'statusCode', 'requestId', 'requestHash', 'responseHash'] as const
