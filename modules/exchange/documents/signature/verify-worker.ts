import { serveTasks } from '../../../../kernel/confined/serve.ts'
import { verifySignature, type DocumentSignature, type SignatureTask } from './verify.ts'

serveTasks((task: SignatureTask): Promise<DocumentSignature> => verifySignature(task))
